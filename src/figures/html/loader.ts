/**
 * The few lines of script that stand beside every figure: they find what the figure needs on the page and put it in the picture's place.
 * Where something is missing, or scripts do not run, the picture stays. What is missing may come later, with another cell: notebooks that
 * are long have on the page just the cells that are in sight.
 *
 * Nothing is fetched. Code is evaluated by `new Function`, which the content policy of VS Code's notebooks allows (blob: and data:
 * modules it does not), with no `define` in sight, so that a page's require.js cannot take it.
 *
 * @module
 */

/** @param id Of the figure's element. Parts are the ids of tags with `data-cladescope`. */
export function loaderScript(id: string, core: string, plotly: string): string {
  return `(function(){
var root=document.getElementById(${JSON.stringify(id)});
if(!root||root.dataset.cladescope)return;
root.dataset.cladescope="1";
var shared=window.__cladescope=window.__cladescope||{};
function text(tag){
var bytes=Uint8Array.from(atob(tag.textContent.trim()),function(c){return c.charCodeAt(0)});
return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}
function part(id){
if(!shared[id])shared[id]=(async function(){
var tag=document.querySelector('script[data-cladescope="'+id+'"]');
if(!tag)throw Object.assign(new Error("its script is not on this page any more: restart the kernel and run the cells again"),{missing:true});
var module={exports:{}};
new Function("module","exports","define",await text(tag))(module,module.exports,undefined);
return module.exports;
})().catch(function(error){delete shared[id];throw error});
return shared[id];
}
var host=root.querySelector(":scope > div"),picture=host.innerHTML;
async function show(){
document.removeEventListener("cladescope",show);
try{
var core=await part(${JSON.stringify(core)});
await core.mount(host,await text(root.querySelector("script[data-payload]")),function(){return part(${JSON.stringify(plotly)})});
}catch(error){
host.innerHTML=picture;
var note=document.createElement("p");
note.className="cladescope-note";
note.textContent="Only the picture can be shown: "+error.message;
host.append(note);
if(error.missing)document.addEventListener("cladescope",show);
}
}
document.dispatchEvent(new Event("cladescope"));
show();
})();`;
}
