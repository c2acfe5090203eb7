export * from './adapter.ts'
