import { startServer } from '../server'
import { createPlainSite } from './plain-site'

/** A whole coordinator in a process of its own, without Next, for tests that kill it: `tsx serve.ts DATA_DIR PORT`. */
const [dataDir = '', port = '0'] = process.argv.slice(2)
const server = await startServer({
  ...{ port: Number(port), host: '127.0.0.1', dataDir, logLevel: 'error', createSite: createPlainSite },
})
process.stdout.write(`${JSON.stringify({ port: server.port })}\n`)
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)))
