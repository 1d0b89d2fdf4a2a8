import { DROP_CONNECTION, listen } from "../../../local/stand-ins/http-server";

describe("the loopback server", () => {
  it("listens on a free port of 127.0.0.1 and hands over what was sent", async () => {
    const server = await listen(({ method, path, body }) =>
      Promise.resolve({ status: 201, headers: { "x-seen": `${method} ${path}` }, body: body.toUpperCase() }),
    );

    const response = await fetch(`${server.url}/a?b=c`, { method: "POST", body: "grüße" });

    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(response.status).toBe(201);
    expect(response.headers.get("x-seen")).toBe("POST /a?b=c");
    expect(await response.text()).toBe("GRÜSSE");
    await server.close();
  });

  it("answers 413 to a body over the limit, and takes one that is just as long as the limit", async () => {
    const server = await listen(() => Promise.resolve({ status: 200, body: "" }), { bodyLimitBytes: 10 });
    const statusFor = async (body: string) => (await fetch(server.url, { method: "POST", body })).status;

    expect(await statusFor("0123456789")).toBe(200);
    expect(await statusFor("0123456789!")).toBe(413);
    await server.close();
  });

  it.each([
    ["rejects", () => Promise.reject(new Error("a defect"))],
    [
      "throws at once",
      () => {
        throw new Error("a defect");
      },
    ],
  ])("answers 500 with the reason when its handler %s", async (_case, handler) => {
    const server = await listen(handler);

    const response = await fetch(server.url);

    expect(response.status).toBe(500);
    expect(await response.text()).toContain("a defect");
    await server.close();
  });

  it("drops the connection on demand", async () => {
    const server = await listen(() => Promise.resolve(DROP_CONNECTION));

    await expect(fetch(server.url)).rejects.toThrow("fetch failed");
    await server.close();
  });

  it("closes although a client keeps its connection open, and although a request never gets its answer", async () => {
    let arrived = (): void => undefined;
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const server = await listen(({ path }) => {
      if (path !== "/never") return Promise.resolve({ status: 200, body: "" });
      arrived();
      return new Promise<never>(() => undefined);
    });
    await (await fetch(server.url)).text();
    const unanswered = fetch(`${server.url}/never`).catch(() => "ended");
    await arrival;

    await server.close();

    expect(await unanswered).toBe("ended");
    await expect(fetch(server.url)).rejects.toThrow("fetch failed");
    await expect(server.close()).resolves.toBeUndefined();
  });
});
