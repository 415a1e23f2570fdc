import type { LookupAddress } from 'node:dns';
import { describe, expect, test } from 'vitest';
import { isForbiddenAddress, isLoopbackHost } from '../../engine/http/connection/addresses.ts';
import { checkedLookup } from '../../engine/http/connection/look-up.ts';
import { proxyFor } from '../../engine/http/connection/proxy.ts';
import { bench, vendor } from './bench.ts';

describe('a host', () => {
  test.each([
    ['https://other.example.com/', 'the host other.example.com is none that this connection may reach'],
    ['https://api.example.com:8443/', 'the host api.example.com:8443 is none that this connection may reach'],
    ['https://api.example.com.evil.example/', 'is none that this connection may reach'],
    ['http://api.example.com/', 'plain http to api.example.com would show the credentials to the network'],
    ['ftp://api.example.com/', 'ftp:// is neither http nor https'],
    ['https://me:pw12@api.example.com/', 'the address holds a user name or password'],
    ['https://169.254.169.254/latest', "169.254.169.254 is an address of this machine's network segment"],
    ['https://[::ffff:169.254.169.254]/latest', "is an address of this machine's network segment"],
    ['https://[64:ff9b::169.254.169.254]/latest', "is an address of this machine's network segment"],
    // Not this machine, though it carries its address: no reason for plain http.
    ['http://[2002:7f00:1::]/latest', "is an address of this machine's network segment"],
  ])('is refused: %s', async (address, says) => {
    const { text, client } = bench([
      'API.example.com',
      '169.254.169.254',
      '[::ffff:a9fe:a9fe]',
      '[64:ff9b::a9fe:a9fe]',
      '[2002:7f00:1::]',
    ]);
    await expect(text(address)).rejects.toMatchObject({ code: 'http.host-not-allowed', message: expect.stringContaining(says) });
    await expect(text(address)).rejects.not.toMatchObject({ message: expect.stringContaining('pw12') });
    expect(client.stats().requests).toBe(0);
  });

  test.each(['https://files.example.com/', 'https://example.com.evil.example/', 'https://evilfiles.example.com/'])(
    'is refused where only what is below a name may be reached: %s',
    async (address) => {
      await expect(bench(['*.files.example.com']).text(address)).rejects.toMatchObject({ code: 'http.host-not-allowed' });
    },
  );

  test('below a name that stands with a star may be reached', async () => {
    const api = await vendor((response) => response.end('ok'));
    const port = new URL(api.origin).port;
    expect(await bench([`*.localhost:${port}`, api.host]).text(api.origin)).toBe('ok');
    await expect(
      bench(['*.invalid'], { retry: { attempts: 1, firstDelay: 0, maxDelay: 0, maxRetryAfter: 0 } }).text('https://a.b.invalid/'),
    ).rejects.toMatchObject({ code: 'http.dns' });
  });

  test('may be spoken to in plain http on this machine, or where the connection allows it', async () => {
    const api = await vendor((response) => response.end('ok'));
    expect(await bench([api]).text(api.origin)).toBe('ok');
    await expect(
      bench(['host.invalid'], { allowHttp: true, retry: { attempts: 1, firstDelay: 0, maxDelay: 0, maxRetryAfter: 0 } }).text(
        'http://host.invalid/',
      ),
    ).rejects.toMatchObject({ code: 'http.dns' });
  });

  test.each(['localhost', 'a.localhost', '127.0.0.1', '127.8.9.10', '[::1]', '[::ffff:127.0.0.1]'])(
    'is this machine: %s',
    (host) => {
      expect(isLoopbackHost(new URL(`http://${host}/`).hostname)).toBe(true);
    },
  );

  test.each(['localhost.example.com', 'example.com', '10.0.0.1', '128.0.0.1', '[::2]'])('is not this machine: %s', (host) => {
    expect(isLoopbackHost(new URL(`http://${host}/`).hostname)).toBe(false);
  });
});

describe('an address that a name leads to', () => {
  const lookUp = (hostname: string, ...addresses: readonly string[]): Promise<unknown> =>
    new Promise((resolve) => {
      const found: LookupAddress[] = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      const resolver = (_: string, __: unknown, answer: (error: null, addresses: LookupAddress[]) => void) => answer(null, found);
      checkedLookup(
        hostname,
        { all: true },
        (error, given) => resolve(error === null ? given : (error as Error & { code: string }).code),
        resolver as never,
      );
    });

  test.each([
    '127.0.0.1',
    '0.0.0.0',
    '169.254.169.254',
    '::1',
    '::',
    'fe80::1',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '224.0.0.1',
    '255.255.255.255',
    'fd00:ec2::254',
    // 169.254.169.254 is a9fe:a9fe, 127.0.0.1 is 7f00:1.
    '64:ff9b::a9fe:a9fe',
    '64:ff9b::127.0.0.1',
    '64:ff9b::',
    '64:ff9b:1::a9fe:a9fe',
    '64:ff9b:1:a9fe:a9:fe00::',
    '64:ff9b:1:00a9:fe:a9fe::',
    '64:ff9b:1:0:00a9:fea9:fe00::',
    '2002:a9fe:a9fe::1',
    '2002:7f00:1:1::1',
    '2001:0:a9fe:a9fe::1',
    // The client's bits are turned over: 5601:5601 is 169.254.169.254.
    '2001:0:cb00:7105:8000:ffff:5601:5601',
    '::127.0.0.1',
    '::ffff:0:169.254.169.254',
    '2001:db8::5efe:169.254.169.254',
    '2001:db8::200:5efe:127.0.0.1',
  ])('must not be %s for a public name', async (address) => {
    expect(isForbiddenAddress(address)).toBe(true);
    expect(await lookUp('api.example.com', '203.0.113.5', address)).toBe('FEEDWRIGHT_FORBIDDEN_ADDRESS');
  });

  test.each([
    '203.0.113.5',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    'fd12:3456::1',
    '2001:db8::1',
    '64:ff9b::203.0.113.5',
    '64:ff9b::10.1.2.3',
    '64:ff9b:1::203.0.113.5',
    '2002:cb00:7105::1',
    // Server 203.0.113.5, client 203.0.113.6.
    '2001:0:cb00:7105:8000:ffff:34ff:8ef9',
    '2001:db8::a9fe:a9fe',
  ])('may be %s: vendors run on premises too', async (address) => {
    expect(await lookUp('api.example.com', address)).toMatchObject([{ address }]);
  });

  test('must be of this machine where the name says so', async () => {
    expect(await lookUp('api.localhost', '203.0.113.5')).toBe('FEEDWRIGHT_FORBIDDEN_ADDRESS');
    expect(await lookUp('localhost', '::1', '127.0.0.1')).toHaveLength(2);
  });

  test('is none', async () => {
    expect(await lookUp('api.example.com')).toBe('ENOTFOUND');
  });
});

describe('a proxy', () => {
  const proxy = {
    http: 'http://proxy.example.com:3128',
    https: 'proxy.example.com:3129',
    no: 'internal.example.com, .corp.example,10.0.0.1 special.example:8443 *.wild.example',
  };
  const via = (address: string, given: Parameters<typeof proxyFor>[1] = proxy) => proxyFor(new URL(address), given)?.href;

  test('is chosen by the scheme', () => {
    expect(via('https://api.example.com/')).toBe('http://proxy.example.com:3129/');
    expect(via('http://api.example.com/')).toBe('http://proxy.example.com:3128/');
    expect(via('http://api.example.com/', { https: 'http://p:1' })).toBeUndefined();
    expect(proxyFor(new URL('http://api.example.com/'), undefined)).toBeUndefined();
  });

  test.each([
    'https://internal.example.com/',
    'https://a.internal.example.com/',
    'https://corp.example/',
    'https://a.corp.example/',
    'https://10.0.0.1/',
    'https://special.example:8443/',
    'https://a.wild.example/',
  ])('is left out for what is listed: %s', (address) => {
    expect(via(address)).toBeUndefined();
  });

  test.each(['https://notinternal.example.com/', 'https://special.example/', 'https://110.0.0.1/', 'https://xcorp.example/'])(
    'is taken for what only looks like that: %s',
    (address) => {
      expect(via(address)).toBeDefined();
    },
  );

  test('is never taken for this machine, and for nothing where everything is listed', () => {
    for (const address of ['http://localhost:1/', 'http://127.0.0.1:1/', 'http://[::1]:1/'])
      expect(via(address, { http: 'http://p:1', https: 'http://p:1' })).toBeUndefined();
    expect(via('https://api.example.com/', { ...proxy, no: '*' })).toBeUndefined();
  });

  test('that is no address is refused without showing its password', () => {
    expect(() => via('https://api.example.com/', { https: 'socks5://me:hunter2@p:1' })).toThrow(
      /^(?!.*hunter2).*proxy for https has no http or https address/,
    );
  });

  test('is asked for a plain address, with its credentials for it alone', async () => {
    const asked = await vendor((response) => response.end('from the proxy'));
    const { text } = bench(['api.invalid'], { allowHttp: true, proxy: { http: asked.origin.replace('//', '//me:pw@') } });
    expect(await text('http://api.invalid/items?a=1')).toBe('from the proxy');
    expect(asked.seen).toMatchObject([
      {
        url: 'http://api.invalid/items?a=1',
        headers: { host: 'api.invalid', 'proxy-authorization': `Basic ${Buffer.from('me:pw').toString('base64')}` },
      },
    ]);
  });

  test('is asked for a tunnel, and named where it gives none', async () => {
    const asked = await vendor(() => undefined);
    const tunnels: string[] = [];
    asked.server.on('connect', (request, socket) => {
      tunnels.push(request.url ?? '');
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
    });
    const { text } = bench(['api.invalid'], { proxy: { https: asked.origin } });
    await expect(text('https://api.invalid/')).rejects.toMatchObject({
      code: 'http.proxy',
      message: `items: GET https://api.invalid/: the proxy answered 407, on the way through the proxy ${asked.host}.`,
      hint: "Put user name and password into the proxy's address.",
    });
    expect(tunnels).toEqual(['api.invalid:443']);
  });
});

describe("a mock vendor's origin", () => {
  test('gets every request with the host and the path that the vendor would get', async () => {
    const mock = await vendor((response, seen) => response.end(`${seen.headers.host} ${seen.url}`));
    const { text } = bench(['api.example.com', 'files.example.com'], {
      mockOrigin: new URL(mock.origin),
      proxy: { https: 'http://proxy.invalid' },
    });
    expect(await text('https://api.example.com/items?a=1')).toBe('api.example.com /items?a=1');
    expect(await text('https://files.example.com//evil.example/x')).toBe('files.example.com //evil.example/x');
  });

  test('stands behind the same rules as the vendor', async () => {
    const mock = await vendor((response) => response.writeHead(302, { location: 'https://evil.example/?token=1' }).end());
    const { text } = bench(['api.example.com'], { mockOrigin: new URL(mock.origin) });
    await expect(text('https://api.example.com/')).rejects.toMatchObject({ code: 'http.host-not-allowed' });
    await expect(text('https://other.example.com/')).rejects.toMatchObject({ code: 'http.host-not-allowed' });
    expect(mock.seen).toHaveLength(1);
  });
});
