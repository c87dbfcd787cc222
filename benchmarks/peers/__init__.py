"""Other servers that the mock is compared with, and how each is had and started.

The modules `*_app.py` and `store.py` run inside the servers, some of them under an interpreter without the
kit's packages: they import only what is there.
"""
