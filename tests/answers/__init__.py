"""
This package has answers to the hub's emails as mail programs really build them, and what parents write in them.

`table.WRAPPERS` has a wrapper per program and language; `people` has what is wrapped; `normal.normal` says when
what arrives is what was written. Nothing here knows how an answer is cut, and nothing of the product is imported.

**What a program changes in the words themselves.** Where an answer has an HTML part, it is true: letter by letter
what was typed, under `normal`. A plain part beside it is not always:

- Gmail, Outlook and Yahoo break or pad lines, and write `[image: cup.png]` or `[cid:…]` where a picture stands;
- Outlook writes `address<mailto:address>` and `link<link>` for what it made a link of;
- Samsung joins the lines of an answer without a space, and its signature to the last of them.

Where there is a plain part alone it is true, once `format=flowed` and `delsp` are undone (RFC 3676): Thunderbird,
Roundcube, K-9, an iPhone. Whoever types several spaces in a row gets no-break spaces among them; `normal` has one
space for each run.
"""
