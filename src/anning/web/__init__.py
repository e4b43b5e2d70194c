"""The workbench in the browser: pages that ask services, and nothing that knows the law.

``anning.web.server.serve(config)`` starts it on 127.0.0.1. Pages lie in pages/<group>/ with their views, forms,
addresses and templates together; what several pages share lies in components/.
"""
