"""Users who send, wait for the echo and pause, until interrupted: URL USERS PAUSE_S REPORT MESSAGE."""

import array
import asyncio
import json
import signal
import sys
import time

import websockets

url, users, pause_s, report, message = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4], sys.argv[5]
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
    everyone = asyncio.gather(*(user() for _ in range(users)))
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, everyone.cancel)
    try:
        await everyone
    except asyncio.CancelledError:
        pass
    ordered = sorted(times)
    with open(report, "w") as file:
        json.dump({f"p{share}_ms": ordered[len(ordered) * share // 100] * 1000 if ordered else None
                   for share in (95, 99)}, file)


asyncio.run(main())
