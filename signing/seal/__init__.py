"""The three steps of a signature in a PDF, and what it paints. No key is ever held here.

In order: `fields.reserve`, then for each signature `prepare.prepare`, a key holder's `sign`,
`embed.embed` (B-T) and `store.add_revocation` (B-LT), and at the end
`embed.add_archive_timestamp` (B-LTA).

A verifier makes an appearance again from the file alone:

    reserved = fields.reserved_fields(reader)[name]         # role, box, certificate, blanks
    said = printed.printed_by(signature_dictionary)         # a number and date, or a picture's hash
    found = drawing.read(field["/AP"].raw_get("/N"))        # what is really painted, as a value
    if isinstance(said, NumberAndDate):
        same = found == appearance.number_appearance(said, reserved.box, reserved.glyphs)
    else:
        picture = appearance.picture_in(found)
        same = picture.sha256 == said and found == appearance.picture_appearance(
            picture, reserved.box
        )
"""
