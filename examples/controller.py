#!/usr/bin/env python3
"""Writes all points to a file: controller.py 192.168.1.5 8081 points.lp

Keeps its cursor in a second file, and loses nothing if this program or the gateway is killed.
Start this program again when it ends. Killed between the two files, it reads up to 1000 points
twice.
"""
import os, socket, sys, time

host, port, name = sys.argv[1:]
cursor = open(name + ".cursor").read() if os.path.exists(name + ".cursor") else "0"
gateway = socket.create_connection((host, int(port)), timeout=30).makefile("rw", newline="\n")
while True:
    print("SINCE", cursor, 1000, file=gateway, flush=True)
    reply = [gateway.readline()]
    while not reply[-1].startswith(("END ", "ERR ")):
        reply.append(gateway.readline() or sys.exit("the gateway has gone"))
    with open(name, "a") as points:
        points.writelines(reply[:-1])  # also LOST <n>, and # power cut: ... as a comment
    if reply[-1].startswith("END "):
        cursor = reply[-1].split()[1]
    elif reply[-1].startswith(("ERR replaced", "ERR future")):
        cursor = "0"  # another journal: its oldest point
    elif not reply[-1].startswith("ERR disk"):  # a disk that does not answer: again
        sys.exit(reply[-1])
    with open(name + ".new", "w") as file:
        file.write(cursor)
    os.replace(name + ".new", name + ".cursor")
    time.sleep(0 if len(reply) > 1 else 1)
