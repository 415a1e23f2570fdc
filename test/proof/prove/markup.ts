/** Is it XML whose tags close each other and whose texts are escaped? Enough for what is made by hand. */
export const isWellFormed = (text: string): boolean => {
  const open: string[] = [];
  let rest = text.replace(/^<\?xml[^>]*\?>/, '').replaceAll(/<style>[^<]*<\/style>/g, '');
  for (let roots = 0; rest.trim() !== '';) {
    const found =
      /^([^<&]|&(?:amp|lt|gt|quot|#\d+);)*<(\/?)([a-z][\w-]*)((?:\s+[\w-]+="(?:[^"<&]|&(?:amp|lt|gt|quot);)*")*)\s*(\/?)>/i.exec(
        rest,
      );
    if (found === null) return false;
    const [all, , closes, name = '', , empty] = found;
    if (closes === '/' && open.pop() !== name) return false;
    if (open.length === 0 && closes === '' && ++roots > 1) return false;
    if (closes === '' && empty === '') open.push(name);
    rest = rest.slice(all.length);
  }
  return open.length === 0;
};
