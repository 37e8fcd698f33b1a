"""The sample organization `rias`: a made-up Galician distributor of frozen fish and what bars and hotels need.

Twenty-five people, four hundred companies, twelve hundred contacts and three thousand cases over the two years that
end now; the same every time it is made at one moment. Begin with `load`; `stories.py` says how a case goes and
`subjects/` what it is about.
"""

from atenda.testing.sample.load import SampleIsThere, load

__all__ = ["SampleIsThere", "load"]
