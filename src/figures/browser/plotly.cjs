// The plotly that figures need: scatter comes with its core.
const Plotly = require("plotly.js/lib/core");

Plotly.register([
  require("plotly.js/lib/bar"),
  require("plotly.js/lib/heatmap"),
  require("plotly.js/lib/contour"),
  require("plotly.js/lib/image"),
  require("plotly.js/lib/box"),
]);

module.exports = Plotly;
