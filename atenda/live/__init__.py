"""Pages that follow what others do: changed cases are announced after commit, browsers told, fragments fetched.

Words: announce (a web or worker process says which cases changed), stream (the process browsers listen to), browser
(one open connection of one page), room (the browsers of one organization), watch (to follow one case), circle (the
browsers that watch one case), presence (what a page says of its person: looking, writing). Browsers hear that
something changed, never what, and nothing depends on it arriving: whoever missed something fetches again.

Start with `announce.py` (who says it), then `stream.py` (who hears it)."""
