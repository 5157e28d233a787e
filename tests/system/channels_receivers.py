"""The far ends of alerts, real servers that fail at random: an HTTP receiver with a webhook and
three group robots, and an SMTP server. Each keeps what it has taken, and everything it was asked."""

import asyncio
import base64
import collections
import hashlib
import hmac
import http.server
import json
import logging
import random
import re
import ssl
import subprocess
import threading
import urllib.parse
import warnings

from aiosmtpd.smtp import SMTP, AuthResult

Request = collections.namedtuple('Request', 'path headers body fate')

# Of each ten deliveries one is refused for good, and one is answered by a redirect.
FINAL, REDIRECTED = 7, 8
# The first request of this delivery gets no answer until the client has had enough: rare, because that takes
# as long as a client must be given on a machine that is busy.
STALLED = 11
# How often each thing happens to a request; what is left is taken and answered well.
FATES = {'500': 8, '503': 5, '408': 3, '429': 10, 'dropped': 8, 'busy': 8, 'page': 3,
         'lost': 8, 'torn': 4, 'long': 4}
TAKEN = {'taken', 'lost', 'torn', 'long'}


def fate_of(rng, kinds, good=45):
    names = [name for name in FATES if name in kinds]
    return rng.choices(names + ['taken'], [FATES[name] for name in names] + [good])[0]


class Http:
    """PATH is /hook, /wecom, /dingtalk or /feishu."""
    ROBOTS = {'wecom': ('errcode', 'errmsg', 45009, 93000), 'dingtalk': ('errcode', 'errmsg', 130101, 310000),
              'feishu': ('code', 'msg', 11232, 19024)}

    def __init__(self, seed, context=None):
        self.requests, self.lock, self.rng = [], threading.Lock(), random.Random(seed)
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def do_POST(self):
                receiver.take(self)

            def do_GET(self):  # who follows a redirect
                receiver.note(Request(self.path, dict(self.headers), b'', 'trapped'))
                self.close_connection = True

            def log_message(self, *words):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request, client_address):  # the far end hung up: wanted
                pass

        self.server = Server(('127.0.0.1', 0), Handler)
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server.server_address[1]

    def note(self, request):
        with self.lock:
            self.requests.append(request)

    def taken(self, path):
        return [one for one in self.requests if one.path.startswith(path) and one.fate in TAKEN]

    def take(self, handler):
        body = handler.rfile.read(int(handler.headers['Content-Length']))
        name = handler.path[1:].partition('?')[0]
        number = number_of(name, handler.headers, body)
        with self.lock:
            fate = self.fate(name, number)
            self.requests.append(Request(handler.path, dict(handler.headers), body, fate))
        answer(handler, fate, self.ROBOTS.get(name))

    def fate(self, name, number):
        if number % 10 == FINAL:
            return 'final'
        if name == 'hook':
            if number == STALLED and not self.asked(name, number):
                return 'slow'
            return 'redirected' if number % 10 == REDIRECTED else fate_of(self.rng, FATES.keys() - {'busy', 'page'})
        if name == 'wecom' and number == STALLED and not self.asked(name, number):
            return 'slow'
        return fate_of(self.rng, FATES.keys() - {'long'})

    def asked(self, name, number):
        return any(one.path.startswith(f'/{name}') and number_of(name, one.headers, one.body) == number
                   for one in self.requests)


def number_of(name, headers, body):
    if name == 'hook':
        return int(headers['Roadworthy-Delivery'].rpartition('.')[2])
    return int(re.search(r'LVIN(\d+)', body.decode()).group(1))


def answer(handler, fate, robot):
    if fate == 'dropped' or fate == 'lost':
        handler.close_connection = True
        return
    if fate == 'slow':
        handler.rfile.read(1)  # until the client has had enough
        handler.close_connection = True
        return
    status, words = int(fate) if fate.isdigit() else 200, ''
    if robot:
        code, message, busy, final = robot
        words = json.dumps({code: {'busy': busy, 'final': final}.get(fate, 0), message: fate})
    if fate == 'page':
        words = '<html>Log in to this network</html>'
    if not robot:
        status = {'final': 422, 'redirected': 302}.get(fate, status)
    content = words.encode() if fate != 'long' else b'x' * 200_000
    handler.send_response(status)
    handler.send_header('Content-Length', str(len(content) + (10 if fate == 'torn' else 0)))
    if fate == '429':
        handler.send_header('Retry-After', '70')
    if fate == 'redirected':
        handler.send_header('Location', '/trap')
    handler.end_headers()
    handler.wfile.write(content)
    if fate == 'torn':
        handler.close_connection = True


REFUSED_RECIPIENT, REFUSED_MAIL = 7, 3  # of each ten recipients


class Mailbox:
    """What one SMTP server was asked, and has taken."""

    def __init__(self, seed, user=None, password=None):
        self.rng, self.user, self.password = random.Random(seed), user, password
        self.commands, self.taken, self.is_encrypted = collections.Counter(), [], []

    async def drop(self, server):
        server.transport.abort()
        await asyncio.get_running_loop().create_future()  # ends with the connection

    def authenticate(self, server, session, envelope, mechanism, data):
        is_right = (data.login, data.password) == (self.user.encode(), self.password.encode())
        self.commands['AUTH'] += 1
        return AuthResult(success=is_right, handled=False)

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.commands['MAIL'] += 1
        if self.rng.random() < 0.1:
            return '451 4.3.0 try again later'
        envelope.mail_from = address
        return '250 OK'

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.commands['RCPT'] += 1
        if int(re.search(r'\d+', address).group()) % 10 == REFUSED_RECIPIENT:
            return '550 5.1.1 nobody of that name'
        if self.rng.random() < 0.1:
            await self.drop(server)
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        self.commands['DATA'] += 1
        if int(re.search(r'\d+', envelope.rcpt_tos[0]).group()) % 10 == REFUSED_MAIL:
            return '554 5.7.1 not wanted here'
        chance = self.rng.random()
        if chance < 0.1:
            return '451 4.3.0 try again later'
        self.taken.append((envelope.mail_from, envelope.rcpt_tos[0], envelope.content))
        self.is_encrypted.append(session.ssl is not None or server.transport.get_extra_info('ssl_object') is not None)
        if chance < 0.25:
            await self.drop(server)  # taken, and the answer is lost
        return '250 OK'


class Mail:
    """Runs every SMTP server of a test in one thread."""

    def __init__(self):
        logging.getLogger('mail.log').setLevel(logging.CRITICAL)
        warnings.filterwarnings('ignore', message='Requiring AUTH')  # it does not know a TLS from the first byte
        logging.getLogger('asyncio').setLevel(logging.CRITICAL)
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    def serve(self, mailbox, starttls=None, tls=None):
        """Gives the port. starttls, tls: a context each."""
        options = {'enable_SMTPUTF8': True, 'hostname': 'relay.example', 'timeout': 60}
        if starttls:
            options |= {'tls_context': starttls, 'require_starttls': True}
        if mailbox.user:
            options |= {'authenticator': mailbox.authenticate, 'auth_required': True,
                        'auth_require_tls': starttls is not None}

        async def listen():
            return await self.loop.create_server(lambda: SMTP(mailbox, loop=self.loop, **options), '127.0.0.1', 0,
                                                 ssl=tls)
        server = asyncio.run_coroutine_threadsafe(listen(), self.loop).result(20)
        return server.sockets[0].getsockname()[1]


def certificates(folder, name):
    """An authority and a server of its own for 127.0.0.1: the authority's file, and the server's context."""
    def openssl(*words):
        subprocess.run(['openssl', *words], check=True, capture_output=True, cwd=folder)
    ca, key = f'{name}-ca.pem', f'{name}-ca.key'
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key,
            '-out', ca, '-subj', f'/CN={name} authority', '-days', '2')
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', f'{name}.key',
            '-out', f'{name}.csr', '-subj', '/CN=127.0.0.1')
    (folder / f'{name}.ext').write_text('subjectAltName=IP:127.0.0.1\n')
    openssl('x509', '-req', '-in', f'{name}.csr', '-CA', ca, '-CAkey', key, '-CAcreateserial', '-days', '2',
            '-extfile', f'{name}.ext', '-out', f'{name}.pem')
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f'{name}.pem', folder / f'{name}.key')
    return folder / ca, context


def hmac_of(key, text):
    return hmac.new(key.encode(), text, hashlib.sha256)


def dingtalk_sign(secret, timestamp):
    return base64.b64encode(hmac_of(secret, f'{timestamp}\n{secret}'.encode()).digest()).decode()


def feishu_sign(secret, timestamp):
    return base64.b64encode(hmac_of(f'{timestamp}\n{secret}', b'').digest()).decode()


def query_of(path):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(path).query))
