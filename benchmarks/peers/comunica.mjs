// The bundled queries with Comunica over an N3 store in memory: node comunica.mjs IN OUT
import { createReadStream, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

// The packages are where the benchmark installed them, not beside this file.
const require = createRequire(join(process.env.BENCHMARK_MODULES, 'package.json'))
const load = async (name) => import(pathToFileURL(require.resolve(name)))
const { Store, StreamParser } = await load('n3')
const { QueryEngine } = await load('@comunica/query-sparql-rdfjs')

const [folder, out] = process.argv.slice(2)
const store = new Store()
const parser = createReadStream(join(folder, 'data.nq')).pipe(new StreamParser({ format: 'application/n-quads' }))
for await (const quad of parser) store.addQuad(quad)

const engine = new QueryEngine()
const answers = {}
for (const name of readdirSync(join(folder, 'queries')).sort()) {
  const result = await engine.query(readFileSync(join(folder, 'queries', name), 'utf8'), { sources: [store] })
  const rows = await result.execute()
  const seen = new Set()
  let count = 0
  if (result.resultType === 'boolean') count = 1
  else for await (const row of rows) { count += 1; if (result.resultType === 'quads') seen.add(JSON.stringify(row)) }
  answers[name.replace('.rq', '')] = result.resultType === 'quads' ? seen.size : count
}
writeFileSync(join(out, 'answers.json'), JSON.stringify(answers))
