// node pack.mjs DIST PACK: the built files as one pack, each as it is and, where that is smaller,
// compressed. backend/http/assets/pack.cpp reads it.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const types = {
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.svg': 'image/svg+xml',
}
const [dist, pack] = process.argv.slice(2)

function forms(plain) {
    const smaller = (compressed) => (compressed.length < plain.length ? compressed : Buffer.alloc(0))
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
    return [plain, smaller(gzipSync(plain, { level: 9 })), smaller(brotliCompressSync(plain, quality))]
}

// Vite puts a hash of eight characters before the extension; where there is none, the bytes' own.
function hash(name, plain) {
    const named = /-([\w-]{8})\.\w+$/.exec(name)
    return named ? named[1] : createHash('sha256').update(plain).digest('hex').slice(0, 16)
}

const files = [['/', 'index.html'], ...readdirSync(join(dist, 'assets')).sort().map((name) => [`/assets/${name}`, `assets/${name}`])]
const blobs = []
let head = 'roadworthy-web 1\n'
for (const [path, name] of files) {
    const plain = readFileSync(join(dist, name))
    const type = types[extname(name)]
    if (!type) throw new Error(`of which type is ${name}?`)
    const all = forms(plain)
    head += [path, type, hash(name, plain), ...all.map((form) => form.length)].join('\t') + '\n'
    blobs.push(...all)
}
writeFileSync(pack, Buffer.concat([Buffer.from(head + '\n'), ...blobs]))
