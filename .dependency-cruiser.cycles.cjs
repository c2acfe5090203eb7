/** Cycles, after types have vanished as they do when the program runs: files may name each other's types. */
const { options } = require('./.dependency-cruiser.cjs')
const swc = require('@swc/core')
const { parseFileSync } = swc
swc.parseFileSync = (file, parserOptions) => {
  const tree = parseFileSync(file, parserOptions)
  tree.body = tree.body.filter((node) => !node.typeOnly)
  return tree
}

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'two files that need each other are one idea in two places',
      severity: 'error',
      from: { path: '^(src|db|demo|fakes|web)/' },
      to: { circular: true },
    },
  ],
  options,
}
