// Validation with npm's shacl-engine and its SPARQL plug-in: each graph by itself. node shacl_engine.mjs IN OUT
import { createReadStream, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

// The packages are where the benchmark installed them, not beside this file.
const require = createRequire(join(process.env.BENCHMARK_MODULES, 'package.json'))
const load = async (name) => import(pathToFileURL(require.resolve(name)))
const rdf = (await load('rdf-ext')).default
const { StreamParser } = await load('n3')
const { Validator } = await load('shacl-engine')
const sparql = await load('shacl-engine/sparql.js')

async function read (file, format) {
  const dataset = rdf.dataset()
  const parser = createReadStream(file).pipe(new StreamParser({ format, factory: rdf }))
  for await (const quad of parser) dataset.add(quad)
  return dataset
}

const [folder, out] = process.argv.slice(2)
const shapes = await read(join(folder, 'shapes.ttl'), 'text/turtle')
const found = []
for (const name of readdirSync(join(folder, 'graphs')).sort()) {
  const validator = new Validator(shapes, { factory: rdf, validations: sparql.validations })
  const dataset = await read(join(folder, 'graphs', name), 'application/n-triples')
  const report = await validator.validate({ dataset })
  for (const result of report.results) {
    const component = result.constraintComponent.value.split('#')[1].replace('ConstraintComponent', '')
    found.push([name.replace('.nt', ''), `<${result.focusNode.value}>`, component])
  }
}
writeFileSync(join(out, 'findings.json'), JSON.stringify(found.sort()))
