"""What is compared: one small program for each contender, run as a process of its own, most in a venv of its own.

Each takes the folder of records and the folder to write into, and nothing else: `python -m benchmarks.peers.x IN OUT`.
"""
