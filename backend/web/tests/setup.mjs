// What every browser has and Node.js 18, Debian 12's, has not as a global.
import { webcrypto } from 'node:crypto'

globalThis.crypto ??= webcrypto
