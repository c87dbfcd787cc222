"""A store in Redis, which any number of processes on any number of hosts share.

Redis holds the world and the order of its changes; each process holds a replica of it in memory, with all its
indexes, and asks before each request whether there are changes that it has not seen. So a read costs one
command that fetches a few bytes, a write two, and no list makes Redis work.
"""
