"""Streams its replies over FastAPI and uvicorn, and records when it sent what.

Prints its port. Each chat is answered by a start, a first piece after FIRST seconds, and a piece after each of GAPS, in an
order of its own. /stats has the nanoseconds that lay between the sends, and how long first pieces took.
"""

import asyncio
import json
import random
import socket
import time

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

FIRST = 0.01
GAPS = (0.006, 0.014, 0.022, 0.03, 0.038)  # so far apart that nobody takes one for another

app = FastAPI()
record = {"first_ns": [], "gaps_ns": [], "open": 0}


@app.get("/stats")
async def get_stats():
    return record


async def send(ws, text):
    """Returns when: the kernel has it as soon as this is over. CLOCK_MONOTONIC, as loadtest's."""
    await ws.send_text(text)
    return time.monotonic_ns()


async def stream(ws, asked):
    await ws.send_text('{"type":"chat_response_start"}')
    piece = json.dumps({"type": "chat_response_delta", "delta": "and then "})
    await asyncio.sleep(FIRST)
    last = await send(ws, piece)
    record["first_ns"].append(last - asked)
    for gap in random.sample(GAPS, len(GAPS)):
        await asyncio.sleep(gap)
        at = await send(ws, piece)
        record["gaps_ns"].append(at - last)
        last = at
    await ws.send_text('{"type":"chat_response_complete"}')


@app.websocket("/ws/{user}")
async def chat(ws: WebSocket, user: str, token: str = ""):
    await ws.accept()
    record["open"] += 1
    try:
        await ws.send_text('{"type":"connection","status":"connected"}')
        while True:
            await ws.receive_text()
            await stream(ws, time.monotonic_ns())
    except WebSocketDisconnect:
        pass
    finally:
        record["open"] -= 1


if __name__ == "__main__":
    listener = socket.socket(proto=socket.IPPROTO_TCP)  # else asyncio leaves Nagle's algorithm on
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="websockets")).run(sockets=[listener])
