"""Tell open pages which cases changed."""


def announce(organization_id: int, case_ids: set[int]) -> None:
    """Say, after commit, that these cases changed."""
