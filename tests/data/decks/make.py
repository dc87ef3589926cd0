"""Makes the sample packages beside this file with Anki's own library: `pip install anki`, `python make.py`."""

import os
import shutil
import tempfile

from anki.collection import Collection, DeckIdLimit, ExportAnkiPackageOptions

HERE = os.path.dirname(os.path.abspath(__file__))
# One grey pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c63680000008200817b0ba3570000000049454e44ae426082"
)

NOTES = [
    ("Basic", "Harbour::Ropes", ["Which rope lifts a sail?", "the <b>halyard</b>"]),
    ("Basic", "Harbour::Ropes", ["Bollard", "a short post on a quay that ships are tied to"]),
    ("Basic (and reversed card)", "Harbour", ["Caf&eacute; on the quay?", "The Gull &amp; Anchor"]),
    ("Basic", "Harbour", ['<img src="pixel.png">', "a buoy"]),
    ("Cloze", "Harbour", ["A {{c1::bow line::rope}} holds the front, a {{c2::stern line}} the back.", ""]),
    ("Tides", "Harbour", ["1", "Twice a day?", "spring tide<br>It comes with the full and the new moon.", "How often is high water here?"]),
]


def collection(folder):
    col = Collection(os.path.join(folder, "collection.anki2"))
    models = col.models
    tides = models.new("Tides")
    for name in ("Nr", "Remark", "What comes", "What is asked"):
        models.add_field(tides, models.new_field(name))
    template = models.new_template("Card 1")
    template["qfmt"] = "{{What is asked}}"
    template["afmt"] = "{{FrontSide}}<hr>{{What comes}}"
    models.add_template(tides, template)
    models.add(tides)
    for kind, deck, fields in NOTES:
        note = col.new_note(models.by_name(kind))
        note.fields = fields
        col.add_note(note, col.decks.id(deck))
    with open(os.path.join(folder, "pixel.png"), "wb") as file:
        file.write(PIXEL)
    col.media.add_file(os.path.join(folder, "pixel.png"))
    return col


def export(name, legacy, whole=False):
    with tempfile.TemporaryDirectory() as folder:
        col = collection(folder)
        out = os.path.join(HERE, name)
        if whole:
            col.export_collection_package(out, include_media=True, legacy=legacy)
        else:
            options = ExportAnkiPackageOptions(
                with_scheduling=False, with_deck_configs=False, with_media=True, legacy=legacy
            )
            col.export_anki_package(out_path=out, options=options, limit=DeckIdLimit(col.decks.id("Harbour")))
            col.close()


def oldest(name):
    """A package as Anki 2.0 wrote it: the collection of a legacy one, under the first name it had."""
    import zipfile

    with zipfile.ZipFile(os.path.join(HERE, "legacy.apkg")) as old:
        names = [n for n in old.namelist() if n == "media" or n.isdigit()]
        data = old.read("collection.anki21" if "collection.anki21" in old.namelist() else "collection.anki2")
        with zipfile.ZipFile(os.path.join(HERE, name), "w", zipfile.ZIP_DEFLATED) as new:
            new.writestr("collection.anki2", data)
            for n in names:
                new.writestr(n, old.read(n))


export("legacy.apkg", legacy=True)
export("newest.apkg", legacy=False)
export("newest.colpkg", legacy=False, whole=True)
oldest("oldest.apkg")
