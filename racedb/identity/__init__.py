"""
Who is who: names to rows, questions about names, and what people decide about them.

During a load `resolve` looks up what a batch of rows names: in the `registry`, which holds the
`drivers` and the `aliases` of every kind of name, and in `scopes` for namesakes. At the end of it
`reviews` asks about new drivers whose names resemble known ones, rated by `similarity`. People
answer by `decisions`, which `merge` carries out.
"""
