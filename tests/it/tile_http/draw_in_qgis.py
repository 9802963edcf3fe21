"""Opens vector tiles in QGIS without a window, draws them in its default style, and prints what came of it as JSON.

    draw_in_qgis.py FILE.mbtiles
"""
import json
import sys

from qgis.core import QgsApplication, QgsMapRendererSequentialJob, QgsMapSettings, QgsVectorTileLayer
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorTileLayer(f"type=mbtiles&url={sys.argv[1]}", "tiles")
assert layer.isValid(), "not a vector tile layer"
settings = QgsMapSettings()
settings.setLayers([layer])
settings.setDestinationCrs(layer.crs())
settings.setOutputSize(QSize(400, 300))
settings.setBackgroundColor(QColor("white"))
settings.setExtent(layer.extent())
job = QgsMapRendererSequentialJob(settings)
job.start()
job.waitForFinished()
picture = job.renderedImage()
colours = [picture.pixelColor(x, y).name() for x in range(0, 400, 2) for y in range(0, 300, 2)]
print(json.dumps({
    "zooms": [layer.sourceMinZoom(), layer.sourceMaxZoom()],
    "errors": [error.message for error in job.errors()],
    "drawn": sum(c != "#ffffff" for c in colours) / len(colours),
    "colours": len(set(colours)),
}))
