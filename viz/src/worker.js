// SPARQL in a worker.
import init, { Store } from "oxigraph";
self.onmessage = async ({ data }) => { await init({ module_or_path: data.engine }); self.postMessage(new Store().size); };
