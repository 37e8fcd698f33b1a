"""The look: base pages, components, styles and behaviours; the translation of pages."""
