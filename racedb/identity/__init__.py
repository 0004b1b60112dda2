"""
Who is who: names to rows, questions about names, and what people decide about them.

During a load `resolve` looks up what a batch of rows names: in the `registry`, which holds the
`drivers` and the `aliases` of every kind of name, in `namesakes` for several drivers of one name,
and in `seats` for the crews of known cars. At the end of it `reviews` asks about new drivers whose
names resemble known ones, rated by `similarity`, and `questions` about all other kinds. People list
the questions and answer by `decisions`, also from a file; `merge` carries them out, `merge_drivers`
and `merge_events` what is special about people and race meetings. `forget` takes a person out.
"""
