"""Imports point one way: events → models → verbs → forms → views, and tables only to packages above."""

from tests.architecture.packages import LAYERS, TABLES, imports, layer_of, package_of, product_modules


def test_tables_point_only_to_packages_above_them() -> None:
    wrong = [
        f"{module} imports {imported}"
        for module in product_modules()
        if layer_of(module) == "models" and package_of(module) in TABLES
        for imported in imports().find_modules_directly_imported_by(module)
        if package_of(imported) not in TABLES[: TABLES.index(package_of(module)) + 1]
    ]
    assert wrong == []


def test_foreign_keys_point_only_to_packages_above_them() -> None:
    from django.apps import apps

    wrong = [
        f"{field} points to {field.related_model._meta.label}"
        for package in TABLES
        for model in apps.get_app_config(package).get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and (target := field.related_model._meta.app_label) in TABLES
        if TABLES.index(target) > TABLES.index(package)
    ]
    assert wrong == []


def test_inside_a_package_imports_point_from_views_to_events() -> None:
    wrong = [
        f"{module} ({layer_of(module)}) imports {imported} ({layer_of(imported)})"
        for module in product_modules()
        if package_of(module) in TABLES
        for imported in imports().find_modules_directly_imported_by(module)
        if package_of(imported) == package_of(module)
        if LAYERS.index(layer_of(imported)) > max(LAYERS.index(layer_of(module)), LAYERS.index("verbs"))
    ]
    assert wrong == []


def test_events_know_nothing_of_their_package() -> None:
    wrong = [
        f"{module} imports {imported}"
        for module in product_modules()
        if layer_of(module) == "events"
        for imported in imports().find_modules_directly_imported_by(module)
        if package_of(imported) == package_of(module)
    ]
    assert wrong == []


def test_verbs_know_no_door_and_no_look() -> None:
    """A verb is called by pages, jobs, the API and imports alike: it cannot know which."""
    wrong = [
        f"{module} imports {imported}"
        for module in product_modules()
        if package_of(module) in TABLES and layer_of(module) in ("events", "models", "verbs")
        for imported in imports().find_modules_directly_imported_by(module)
        if package_of(imported) in TABLES
        if layer_of(imported) in ("forms", "views", "urls")
    ]
    assert wrong == []


def test_the_product_runs_without_the_makers_of_tests() -> None:
    """Only the sample organization is made by them, and says so."""
    importers = {
        module
        for module in product_modules()
        for imported in imports().find_modules_directly_imported_by(module)
        if package_of(imported) == "testing"
    }
    assert importers <= {"atenda.server.demonstration"}
