"""Forms of quick replies and macros."""
