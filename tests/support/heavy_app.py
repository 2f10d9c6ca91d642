"""A backend on FastAPI and uvicorn that works, grows or falls ill on request.

Prints its port. Echoes at /echo. Environment: HEAVY_BURN (seconds of the processor for each message, in the event loop),
HEAVY_LEAK (bytes kept of each message), HEAVY_HOLD (bytes held from the start), HEAVY_ILL (503 at /health while anybody is
connected), HEAVY_SLOW (seconds that /health takes while anybody is connected), HEAVY_USER=name:password (for /metrics).
"""

import asyncio
import base64
import os
import socket
import time

import prometheus_client
import prometheus_client.openmetrics.exposition as openmetrics
import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket, WebSocketDisconnect

BURN = float(os.environ.get("HEAVY_BURN", "0"))
LEAK = int(os.environ.get("HEAVY_LEAK", "0"))
ILL = os.environ.get("HEAVY_ILL") == "1"
SLOW = float(os.environ.get("HEAVY_SLOW", "0"))
USER = os.environ.get("HEAVY_USER", "")

app = FastAPI()
stats = {"open": 0, "messages": 0, "health": 0, "health_failed": 0, "scrapes": 0, "refused": 0, "accept": ""}
held = [bytearray(os.urandom(1) * int(os.environ.get("HEAVY_HOLD", "0")))]
messages = prometheus_client.Counter("app_messages", "Messages.", ["path"])
rooms = prometheus_client.Gauge("app_open", "Sockets.")
took = prometheus_client.Histogram("app_took_seconds", "Time of a message.")


def burn(seconds):
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


@app.get("/stats")
async def get_stats():
    return {**stats, "cpu": time.process_time()}


@app.get("/health")
async def health():
    stats["health"] += 1
    if stats["open"] and SLOW:
        await asyncio.sleep(SLOW)
    if stats["open"] and ILL:
        stats["health_failed"] += 1
        return Response("ill", 503)
    return {"status": "ok"}


@app.get("/moved")
async def moved():
    return Response(status_code=302, headers={"Location": "/nowhere"})


@app.get("/metrics")
async def metrics(request: Request):
    if USER and request.headers.get("authorization") != "Basic " + base64.b64encode(USER.encode()).decode():
        stats["refused"] += 1
        return Response("who are you?", 401)
    stats["scrapes"] += 1
    stats["accept"] = request.headers.get("accept", "")
    return Response(openmetrics.generate_latest(prometheus_client.REGISTRY), media_type=openmetrics.CONTENT_TYPE_LATEST)


@app.websocket("/echo")
async def echo(ws: WebSocket):
    await ws.accept()
    stats["open"] += 1
    rooms.inc()
    try:
        while True:
            text = await ws.receive_text()
            with took.time():
                burn(BURN)
                if LEAK:
                    held.append(os.urandom(LEAK))
            stats["messages"] += 1
            messages.labels("/echo").inc()
            await ws.send_text(text)
    except WebSocketDisconnect:
        pass
    finally:
        stats["open"] -= 1
        rooms.dec()


if __name__ == "__main__":
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(4096)
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="websockets")).run(sockets=[listener])
