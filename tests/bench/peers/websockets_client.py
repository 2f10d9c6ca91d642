"""Users who send, wait for the echo and pause: URL USERS PAUSE_S SECONDS REPORT MESSAGE."""

import array
import asyncio
import json
import sys
import time

import websockets

url, report, message = sys.argv[1], sys.argv[5], sys.argv[6]
users, pause_s, seconds = int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
times = array.array("d")


async def user():
    async with websockets.connect(url, compression=None, ping_interval=None) as socket:
        while True:
            sent = time.perf_counter()
            await socket.send(message)
            await socket.recv()
            times.append(time.perf_counter() - sent)
            if pause_s:
                await asyncio.sleep(pause_s)


async def main():
    try:
        await asyncio.wait_for(asyncio.gather(*(user() for _ in range(users))), seconds)
    except asyncio.TimeoutError:
        pass
    ordered = sorted(times)
    with open(report, "w") as file:
        json.dump({f"p{share}_ms": ordered[len(ordered) * share // 100] * 1000 if ordered else None
                   for share in (95, 99)}, file)


asyncio.run(main())
