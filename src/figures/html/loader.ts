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

/**
 * Each part is the text of a tag `data-shared="PART"`: in this document, or, where every output has a frame of its own, with
 * the page around, which answers questions by message.
 *
 * @param id Of the figure's element.
 */
export function loaderScript(id: string, core: string, plotly: string): string {
  return `(function(){
var root=document.getElementById(${JSON.stringify(id)});
if(!root||root.dataset.cladescope)return;
root.dataset.cladescope="1";
var shared=window.__cladescope=window.__cladescope||{};
function plain(text){
var bytes=Uint8Array.from(atob(text.trim()),function(c){return c.charCodeAt(0)});
return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}
function asked(id){
if(parent===window)return null;
return new Promise(function(resolve){
function hear(event){
if(event.source!==parent||!event.data||event.data.shared!==id)return;
removeEventListener("message",hear);
resolve(event.data.text);
}
addEventListener("message",hear);
parent.postMessage({shared:id},"*");
setTimeout(function(){removeEventListener("message",hear);resolve(null)},3000);
});
}
function part(id){
if(!shared[id])shared[id]=(async function(){
var tag=document.querySelector('script[data-shared="'+id+'"]');
var packed=tag?tag.textContent:await asked(id);
if(!packed)throw Object.assign(new Error("its script is not on this page any more: restart the kernel and run the cells again"),{missing:true});
var module={exports:{}};
new Function("module","exports","define",await plain(packed).text())(module,module.exports,undefined);
return module.exports;
})().catch(function(error){delete shared[id];throw error});
return shared[id];
}
var host=root.querySelector(":scope > div"),picture=host.innerHTML;
async function show(){
document.removeEventListener("cladescope",show);
try{
var core=await part(${JSON.stringify(core)});
await core.mount(host,await plain(root.querySelector("script[data-payload]").textContent).arrayBuffer(),function(){return part(${JSON.stringify(plotly)})});
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
