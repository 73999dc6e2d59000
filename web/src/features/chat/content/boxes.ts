/** px that a single picture takes at most. */
const MOST = { width: 320, height: 320 };
const LEAST = 96;

export type Size = { readonly width: number; readonly height: number };

/** What a picture takes in the chat, known before it is loaded so that nothing moves then; of an unknown one 4:3. */
export function pictureBox({ width, height }: { readonly width: number | null; readonly height: number | null }): Size {
  if (!width || !height) return { width: 260, height: 195 };
  const scale = Math.min(1, MOST.width / width, MOST.height / height);
  return {
    width: Math.max(LEAST, Math.round(width * scale)),
    height: Math.max(LEAST, Math.round(height * scale)),
  };
}
