"""How the released Word templates came about: code that draws each form, readable by a reviewer.

Run `python -m doc_templates.forms.build` to draw the forms of a version that is not released yet.
Nothing here runs while a document is rendered.
"""
