import { parentPort, workerData } from 'node:worker_threads'
import { computePlan, type PlanInput } from './compute.ts'

parentPort!.postMessage(computePlan(workerData as PlanInput))
