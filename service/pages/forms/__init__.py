"""The editing forms, one module for each family of contents; `registry` knows which is whose.

Pure: a content as form fields, and form fields as content. Only what a person may write is in a
form; kind, template, issuer and links stay as they were.
"""
