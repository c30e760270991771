/**
 * What was packed as gzip in base64, as a response of a media type. The stream is a response's body: that of a
 * Blob cannot be read in a worker of WebKit's when the page is a file.
 */
export function unpack(packed, type = "text/plain") {
  const text = atob(packed.trim());
  const bytes = new Uint8Array(text.length);
  for (let place = 0; place < text.length; place += 1) bytes[place] = text.charCodeAt(place);
  const plain = new Response(bytes).body.pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain, { headers: { "Content-Type": type } });
}
