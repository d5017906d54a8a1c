/**
 * How a figure looks in a page. Colours come from the page through custom properties.
 *
 * @module
 */

export const STYLE: string = `.cladescope-figure{margin:.4em 0;max-width:100%;font:13px/1.45 "DejaVu Sans",Verdana,sans-serif}
.cladescope-figure>div{padding:2px 4px}
.cladescope-figure img{max-width:100%;height:auto}
.cladescope-frame{overflow-x:auto;overflow-y:hidden}
.cladescope-title{overflow-wrap:anywhere;font-weight:bold;margin:.2em 0 .4em}
.cladescope-note,.cladescope-readout{margin:.3em 0;font-size:12px;color:var(--cladescope-soft,inherit)}
.cladescope-readout{min-height:1.5em;font-variant-numeric:tabular-nums}
.cladescope-key,.cladescope-bar{display:flex;flex-wrap:wrap;gap:.3em .9em;align-items:center;margin:.2em 0}
.cladescope-figure button,.cladescope-figure select,.cladescope-figure input{font:inherit;font-size:12px;min-height:24px;min-width:24px;color:inherit;background:transparent;border:1px solid var(--cladescope-faint,#bbb);border-radius:3px}
.cladescope-figure select{max-width:22em}
.cladescope-figure>details{padding:0 4px}
.cladescope-colors{display:inline-block;line-height:1}
.cladescope-colors canvas{display:block}
.cladescope-colors-numbers{display:flex;justify-content:space-between;font-size:10px;color:var(--cladescope-soft,inherit)}
.cladescope-figure option{color:#000;background:#fff}
.cladescope-figure button[aria-pressed=true]{border-color:currentColor;font-weight:bold}
.cladescope-key i{display:inline-block;width:12px;margin-right:5px;vertical-align:middle;background:currentColor}
.cladescope-sign-dot{height:8px;width:8px!important;border-radius:50%}
.cladescope-sign-box{height:9px}
.cladescope-sign-line{height:2px}
.cladescope-sign-dashed{height:0;border-top:2px dashed currentColor;background:none!important}
.cladescope-table{font-size:12px}
.cladescope-table table{border-collapse:collapse}
.cladescope-table td,.cladescope-table th{padding:1px 8px;text-align:right;border-bottom:1px solid var(--cladescope-faint,#ccc)}
.cladescope-table div{overflow:auto;max-height:22em}
@media (prefers-reduced-motion:reduce){.cladescope-figure *{transition:none!important;animation:none!important}}`;
