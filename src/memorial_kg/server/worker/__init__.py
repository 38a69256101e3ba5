"""The processes in which untrusted queries and untrusted RDF are read: `python -m memorial_kg.server.worker`.

A worker opens the store, locks itself in, says that it is ready, and then answers one request after the other. The
server keeps the time and ends it when it is up; here memory, files and the network are closed. Only these processes
load the engine: whatever a query does to it, the server itself goes on.
"""
