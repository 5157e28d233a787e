#!/usr/bin/python3
"""Alerts leave by every channel, to real receivers that fail at random: each is delivered at least
once, repeats are known for repeats, what is refused is refused once, and nothing goes to a server
that cannot show whose it is.

usage: channels_test.py BIN_FOLDER openapi.yaml [COUNT] [SEED]
"""

import collections
import email
import email.policy
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import jsonschema
import yaml

from channels_receivers import (FINAL, REDIRECTED, REFUSED_MAIL, REFUSED_RECIPIENT, STALLED, Http, Mail, Mailbox, certificates,
                                dingtalk_sign, feishu_sign, hmac_of, number_of, query_of)

SECRETS = {'hook': 'hook-secret-6f1d', 'password': 'pass-word 车-93', 'wecom': 'wecom-key-5522', 'dingtalk': 'SECding77',
           'feishu': 'feishu-secret-11', 'hook_path': 'unguessable-path-88'}


def expect(what, holds):
    if not holds:
        raise AssertionError(what)
    print(f'ok: {what}', flush=True)


class World:
    def __init__(self, folder, seed):
        self.folder = folder
        self.ca, context = certificates(folder, 'known')
        _, unknown = certificates(folder, 'unknown')
        self.http, self.https = Http(seed), Http(seed + 1, context)
        self.unknown_https = Http(seed + 2, unknown)
        self.boxes = {name: Mailbox(seed + i, 'alerts', SECRETS['password'])
                      for i, name in enumerate(('starttls', 'tls', 'unknown', 'wrong', 'stripped'))}
        self.boxes['plain'] = Mailbox(seed + 9)
        mail = Mail()
        self.ports = {'starttls': mail.serve(self.boxes['starttls'], starttls=context),
                      'tls': mail.serve(self.boxes['tls'], tls=context),
                      'unknown': mail.serve(self.boxes['unknown'], starttls=unknown),
                      'wrong': mail.serve(self.boxes['wrong'], starttls=context),
                      'plain': mail.serve(self.boxes['plain']), 'stripped': mail.serve(self.boxes['stripped'])}

    def secret(self, name, text):
        file = self.folder / f'{name}.secret'
        file.write_text(text + '\n')
        return str(file)

    def webhook(self, receiver, scheme):
        return {'kind': 'webhook', 'url': f'{scheme}://127.0.0.1:{receiver.port}/hook?{SECRETS["hook_path"]}',
                'secret_file': self.secret('hook', SECRETS['hook']), 'ca_file': str(self.ca), 'timeout_s': 4}

    def mail(self, name, security, password=SECRETS['password']):
        settings = {'kind': 'mail', 'host': '127.0.0.1', 'port': self.ports[name], 'security': security,
                    'from': 'alerts@dealer.example', 'from_name': '卡车服务', 'ca_file': str(self.ca), 'timeout_s': 10}
        if security != 'plain':
            settings |= {'user': 'alerts', 'password_file': self.secret(f'{name}-password', password)}
        return settings

    def robot(self, kind, path):
        settings = {'kind': kind, 'timeout_s': 4,
                    'url_file': self.secret(f'{kind}-url', f'http://127.0.0.1:{self.http.port}{path}')}
        if kind != 'wecom':
            settings['secret_file'] = self.secret(kind, SECRETS[kind])
        return settings

    def failing(self):
        return {'hook': self.webhook(self.http, 'http'), 'hook-tls': self.webhook(self.https, 'https'),
                'mail-starttls': self.mail('starttls', 'starttls'), 'mail-tls': self.mail('tls', 'tls'),
                'mail-plain': self.mail('plain', 'plain'), 'wecom': self.robot('wecom', f'/wecom?key={SECRETS["wecom"]}'),
                'dingtalk': self.robot('dingtalk', '/dingtalk?access_token=t'),
                'feishu': self.robot('feishu', '/feishu')}

    def hopeless(self):
        return {'hook-unknown': self.webhook(self.unknown_https, 'https'),
                'mail-unknown': self.mail('unknown', 'starttls'), 'mail-stripped': self.mail('stripped', 'starttls'),
                'mail-wrong': self.mail('wrong', 'starttls', 'another')}


def send(world, bin_folder, channels, count):
    """Gives the deliveries by channel; every byte that the program said is looked at for secrets."""
    config = world.folder / 'channels.json'
    config.write_text(json.dumps({'channels': channels}))
    nowhere = 'http://127.0.0.1:1'
    run = subprocess.run([str(bin_folder / 'channels_sender'), str(config), str(count)], capture_output=True, text=True,
                         timeout=500, env=os.environ | {'http_proxy': nowhere, 'https_proxy': nowhere,
                                                        'all_proxy': nowhere})
    if run.returncode != 0:
        raise AssertionError(f'exit {run.returncode}: {run.stderr[-2000:]}')
    shown = [secret for secret in SECRETS.values() if secret in run.stdout + run.stderr]
    expect(f'no secret is shown {shown}', not shown)
    deliveries = collections.defaultdict(list)
    for line in run.stdout.splitlines():
        one = json.loads(line)
        deliveries[one['channel']].append(one)
    return deliveries


def check_outcomes(name, deliveries, refused):
    """refused: for the last digit of a delivery's number, the code with which it is refused for good."""
    for one in deliveries:
        digit = int(one['delivery'].rpartition('.')[2]) % 10
        wanted = ('refused', refused[digit]) if digit in refused else ('delivered', one['code'])
        if (one['outcome'], one['code']) != wanted:
            raise AssertionError(f'{one["delivery"]}: {one["outcome"]} {one["code"]} {one["detail"]}, not {wanted}')
    repeated = sum(one['failures'] for one in deliveries)
    expect(f'{name}: {len(deliveries)} deliveries ended as they must, after {repeated} failures',
           deliveries and repeated)


def message_schema(openapi):
    description = yaml.safe_load(openapi.read_text())

    def json_schema(node):
        if isinstance(node, list):
            return [json_schema(item) for item in node]
        if not isinstance(node, dict):
            return node
        schema = {key: json_schema(value) for key, value in node.items() if key != 'nullable'}
        return {'anyOf': [schema, {'type': 'null'}]} if node.get('nullable') else schema
    return {'components': json_schema(description['components']), '$ref': '#/components/schemas/AlertMessage'}


def check_webhook(name, receiver, deliveries, schema):
    sent = {one['delivery']: one for one in deliveries}
    asked = collections.defaultdict(list)
    for request in receiver.requests:
        if request.path.startswith('/hook'):
            asked[request.headers['Roadworthy-Delivery']].append(request)
    for request in (one for several in asked.values() for one in several):
        timestamp, key = request.headers['Roadworthy-Timestamp'], request.headers['Roadworthy-Delivery']
        signature = 'v1=' + hmac_of(SECRETS['hook'], timestamp.encode() + b'.' + request.body).hexdigest()
        assert request.headers['Roadworthy-Signature'] == signature, request
        assert request.headers['Idempotency-Key'] == key and request.headers['Content-Type'] == 'application/json'
        assert request.body.decode() == sent[key]['payload'], 'another body than was meant'
        assert json.loads(request.body)['delivery'] == key
        jsonschema.validate(json.loads(request.body), schema)
    taken = collections.Counter(request.headers['Roadworthy-Delivery'] for request in receiver.taken('/hook'))
    delivered = {key for key, one in sent.items() if one['outcome'] == 'delivered'}
    expect(f'{name}: each alert arrived, signed, as it was meant, repeats under the same key '
           f'({sum(taken.values()) - len(taken)} repeats)', set(taken) == delivered)
    again = {sooner.fate for several in asked.values() for sooner in several[:-1]}
    expect(f'{name}: what was answered well is not sent again, however long the answer',
           not again & {'taken', 'long'} and 'long' in {several[-1].fate for several in asked.values()})
    expect(f'{name}: a receiver that stalls is left, and asked again',
           [one.fate for one in asked[f'{name}.{STALLED}']][0] == 'slow' and f'{name}.{STALLED}' in delivered)
    once = [key for key, several in asked.items() if key not in delivered]
    expect(f'{name}: what is refused or sent elsewhere is asked once, and nobody followed ({len(once)})',
           once and all(len(asked[key]) == 1 for key in once) and not [r for r in receiver.requests if r.fate == 'trapped'])
    pauses = [int(later.headers['Roadworthy-Timestamp']) - int(sooner.headers['Roadworthy-Timestamp'])
              for several in asked.values() for sooner, later in zip(several, several[1:]) if sooner.fate == '429']
    expect(f'{name}: a server that asks for 70 s gets them ({len(pauses)} times)', pauses and min(pauses) >= 69)


def check_mail(name, box, deliveries, is_encrypted):
    sent = {f'<{one["delivery"]}@dealer.example>': one for one in deliveries}
    seen = collections.defaultdict(list)
    for sender, recipient, content in box.taken:
        mail = email.message_from_bytes(content, policy=email.policy.default)
        one = sent[mail['Message-ID']]
        seen[mail['Message-ID']].append(content)
        text, html = mail.iter_parts()
        assert (sender, recipient) == ('alerts@dealer.example', one['to']), (sender, recipient)
        assert mail['Subject'] == one['subject'], mail['Subject']
        assert mail['To'].addresses[0].addr_spec == one['to']
        assert mail['From'].addresses[0].display_name == '卡车服务'
        assert mail['From'].addresses[0].addr_spec == 'alerts@dealer.example'
        assert mail['Date'].datetime.isoformat() == '2026-11-23T17:44:40+00:00', mail['Date']
        assert mail['Auto-Submitted'] == 'auto-generated'
        assert text.get_payload(decode=True).decode() == one['text'] and text.get_content_type() == 'text/plain'
        assert html.get_payload(decode=True).decode() == one['html'] and html.get_content_type() == 'text/html'
        assert not mail.defects and not any(part.defects for part in mail.walk()), mail.defects
        assert max(map(len, content.split(b'\r\n'))) <= 78 and content.isascii()
    delivered = {key for key, one in sent.items() if one['outcome'] == 'delivered'}
    expect(f'{name}: each mail arrived and reads as it was meant ({len(box.taken) - len(seen)} repeats)',
           set(seen) == delivered and len(box.taken) > len(seen))
    expect(f'{name}: a repeat is the same mail to the byte', all(len(set(all_)) == 1 for all_ in seen.values()))
    expect(f'{name}: encrypted is {is_encrypted}', set(box.is_encrypted) == {is_encrypted})


def text_of_robot(kind, request):
    body = json.loads(request.body)
    if kind == 'feishu':
        assert body['msg_type'] == 'text' and body['sign'] == feishu_sign(SECRETS[kind], body['timestamp'])
        return body['content']['text']
    query = query_of(request.path)
    if kind == 'dingtalk':
        assert query['access_token'] == 't' and query['sign'] == dingtalk_sign(SECRETS[kind], query['timestamp'])
    else:
        assert query == {'key': SECRETS['wecom']}
    assert body['msgtype'] == 'text'
    return body['text']['content']


def check_robot(kind, receiver, deliveries):
    sent = {int(one['delivery'].rpartition('.')[2]): one for one in deliveries}
    for request in (one for one in receiver.requests if one.path.startswith(f'/{kind}')):
        one = sent[number_of(kind, request.headers, request.body)]
        meant = one['subject'] + '\n' + one['text']
        assert text_of_robot(kind, request) == (meant.replace('<', '＜') if kind == 'feishu' else meant)
    taken = {number_of(kind, one.headers, one.body) for one in receiver.taken(f'/{kind}')}
    expect(f'{kind}: each alert is in the group, signed, as it was meant',
           taken == {number for number, one in sent.items() if one['outcome'] == 'delivered'})
    finals = [one for one in receiver.requests if one.path.startswith(f'/{kind}') and one.fate == 'final']
    expect(f'{kind}: what is refused is sent once',
           len(finals) == len([one for one in deliveries if one['outcome'] == 'refused']))


def check_failing(world, deliveries, openapi):
    schema = message_schema(openapi)
    for name, receiver in (('hook', world.http), ('hook-tls', world.https)):
        check_outcomes(name, deliveries[name], {FINAL: 422, REDIRECTED: 302})
        check_webhook(name, receiver, deliveries[name], schema)
    for name in ('starttls', 'tls', 'plain'):
        check_outcomes(name, deliveries[f'mail-{name}'], {REFUSED_RECIPIENT: 550, REFUSED_MAIL: 554})
        check_mail(name, world.boxes[name], deliveries[f'mail-{name}'], name != 'plain')
    for kind, (_, _, _, final) in Http.ROBOTS.items():
        check_outcomes(kind, deliveries[kind], {FINAL: final})
        check_robot(kind, world.http, deliveries[kind])


def check_hopeless(world, deliveries):
    for name in ('hook-unknown', 'mail-unknown', 'mail-stripped'):
        expect(f'{name}: it is tried again and again, and given up',
               all(one['outcome'] == 'given_up' and one['failures'] > 10 for one in deliveries[name]))
    expect('a server whose certificate nobody has signed gets nothing',
           not world.unknown_https.requests and not world.boxes['unknown'].commands)
    expect('a server that does not offer TLS gets neither the password nor a mail', not world.boxes['stripped'].commands)
    expect('a wrong password is refused once, and no mail goes',
           all((one['outcome'], one['code'], one['failures']) == ('refused', 535, 0) for one in deliveries['mail-wrong'])
           and set(world.boxes['wrong'].commands) == {'AUTH'})


def main(bin_folder, openapi, count=60, seed=1):
    with tempfile.TemporaryDirectory(prefix='roadworthy-channels-') as folder:
        world = World(pathlib.Path(folder), int(seed))
        check_failing(world, send(world, pathlib.Path(bin_folder), world.failing(), count), pathlib.Path(openapi))
        check_hopeless(world, send(world, pathlib.Path(bin_folder), world.hopeless(), 2))


if __name__ == '__main__':
    main(*sys.argv[1:])
