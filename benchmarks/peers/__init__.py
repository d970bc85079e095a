"""
Our hub beside servers of others, under one generator (load.c): make bench, or python -m benchmarks.peers.

The server has a core to itself, and the generator, with whatever a server needs besides (Redis), the other. All
goes over loopback. benchmarks/RESULTS.md says what came of it.
"""
