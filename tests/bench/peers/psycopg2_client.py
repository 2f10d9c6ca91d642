"""Threads that run one prepared statement with one parameter, until killed: URL THREADS SQL PARAMETER."""

import array
import sys
import threading
import time

import psycopg2

url, threads, sql, parameter = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
times = [array.array("d") for _ in range(threads)]


def user(mine):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(f"PREPARE profile (text) AS {sql}")
    while True:
        sent = time.perf_counter()
        cursor.execute("EXECUTE profile (%s)", (parameter,))
        cursor.fetchall()
        mine.append(time.perf_counter() - sent)


for mine in times:
    threading.Thread(target=user, args=(mine,), daemon=True).start()
threading.Event().wait()
