"""BN301 to BN311: what is suspicious in code as it stands; one module a family of lints.

A lint looks at the layers of every dialect, those that are translated and those that stay. It never
stops a translation, and its fix is an unsafe one.
"""
