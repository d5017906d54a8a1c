"""Files of figures, read by programs that have nothing to do with ours: pypdf, expat, Python's csv, json and html."""

import csv
import html.parser
import json
import os
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

from pypdf import PdfReader

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SOURCE = f"cladescope test; net_G.pth sha256 {'0123456789abcdef' * 4}; seed 3"
TITLE = "Effective scale (γ) of up_2.norm_0: 10 classes, 48 channels"
MM = 72 / 25.4


class FilesTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        save = os.path.join(ROOT, "scripts", "jupyter", "figures", "save.mjs")
        subprocess.run(["node", save, cls.folder], check=True, timeout=100)

    def path(self, name):
        return os.path.join(self.folder, name)

    def text(self, name):
        with open(self.path(name), encoding="utf-8", newline="") as file:
            return file.read()

    def test_pypdf_reads_text_fonts_size_and_source(self):
        for name, millimetres, words in [("map.pdf", 174, ["grass", "person"]), ("chart.pdf", 84, ["up_3.norm_0", "50 %"])]:
            reader = PdfReader(self.path(name), strict=True)
            [page] = reader.pages
            self.assertAlmostEqual(float(page.mediabox.width), millimetres * MM, places=2)
            text = page.extract_text()
            for word in words:
                self.assertIn(word, text)
            self.assertEqual(reader.metadata["/Keywords"], SOURCE)
            fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
            self.assertGreaterEqual(len(fonts), 1)
            for font in fonts:
                self.assertEqual(font["/Subtype"], "/Type0")
                descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
                self.assertIn("/FontFile2", descriptor)
        reader = PdfReader(self.path("map.pdf"))
        self.assertEqual(reader.metadata.title, TITLE)
        self.assertIn("scale", reader.pages[0].extract_text())
        # Cells stay cells, as many as there are; the rest is vectors.
        sizes = sorted((image.image_width, image.image_height) for image in map(Picture, reader.pages[0]["/Resources"]["/XObject"].values()))
        self.assertEqual(sizes, [(1, 255), (48, 10)])

    def test_expat_reads_the_svg(self):
        for name in ["map.svg", "chart.svg"]:
            root = ElementTree.parse(self.path(name)).getroot()
            self.assertEqual(root.find("{*}metadata").text, SOURCE)
            self.assertTrue(root.find("{*}title").text)
            self.assertTrue(root.find("{*}desc").text)
            for element in root.iter():
                for attribute, value in element.attrib.items():
                    self.assertNotRegex(value, r"https?:|file:", attribute)

    def test_csv_is_the_table_and_json_has_the_source(self):
        rows = list(csv.DictReader(self.text("map.csv").splitlines(keepends=True)))
        self.assertEqual(len(rows), 480)
        self.assertEqual(rows[49]["className"], "tree")
        self.assertEqual((rows[49]["class"], rows[49]["channel"]), ("1", "1"))
        self.assertGreater(float(rows[49]["effective"]), 0)
        self.assertEqual(json.loads(self.text("map.csv.json"))["provenance"]["settings"], {"seed": 3})
        lines = self.text("comments.csv").splitlines()
        self.assertEqual(lines[1], f"# {SOURCE}")
        self.assertEqual(lines[2:], self.text("map.csv").splitlines())

    def test_json_is_json(self):
        figure = json.loads(self.text("chart.json"))
        self.assertEqual(figure["format"], "cladescope-figure")
        self.assertEqual(figure["view"], "variance-split")

    def test_html_refers_to_nothing_outside(self):
        for name in ["map.html", "chart.html"]:
            page = Page()
            page.feed(self.text(name))
            page.close()
            self.assertEqual(page.open, [])
            self.assertEqual(page.outside, [])
            self.assertEqual(page.source, SOURCE)


class Picture:
    def __init__(self, reference):
        image = reference.get_object()
        self.image_width, self.image_height = int(image["/Width"]), int(image["/Height"])


class Page(html.parser.HTMLParser):
    """Elements left open, addresses that are no data, and the source in the head."""

    EMPTY = {"meta", "img", "br", "input", "link"}

    def __init__(self):
        super().__init__()
        self.open, self.outside, self.source = [], [], None

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag not in self.EMPTY:
            self.open.append(tag)
        for name in ("src", "href", "srcset", "data", "action"):
            if name in attributes and not attributes[name].startswith("data:"):
                self.outside.append(attributes[name])
        if tag == "meta" and attributes.get("name") == "source":
            self.source = attributes["content"]

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            raise AssertionError(f"</{tag}>")
