/* A QR code as one path of an SVG; the encoder comes only when a leader asks for it, also with no signal. */

/** The path of a square of light and dark, one unit a module. */
export function pathOf(rows) {
  const parts = [];
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) {
      if (!row[x]) continue;
      let end = x;
      while (row[end + 1]) end += 1;
      parts.push(`M${x} ${y}h${end - x + 1}v1h-${end - x + 1}z`);
      x = end;
    }
  });
  return parts.join("");
}

/** @returns {Promise<{path: string, size: number}>} with the quiet edge that scanners want */
export async function qrOf(text) {
  const { encode } = await import("uqr");
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  return { path: pathOf(data), size };
}
