import { scan } from '@keystead/scanner'

const [path = '.', rules] = process.argv.slice(2)
await scan({ target: 'files', path, vendors: rules === 'vendors' })
