/** A test for names of entries: `*` and `?` do not match a slash, `**` does; without a slash in it only the last part counts. */
export const globPattern = (glob: string): ((name: string) => boolean) => {
  const source = glob.replaceAll(/\*\*\/?|\*|\?|[^*?]/gu, (part) => {
    if (part.startsWith('**')) return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : part.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
  });
  const regex = new RegExp(`^${source}$`, 'su');
  const folders = glob.includes('/');
  const hidden = /^\.|\/\./.test(glob) || glob.includes('__MACOSX');
  return (name) =>
    (hidden || !/(^|\/)(\.|__MACOSX\/)/.test(name)) && regex.test(folders ? name : name.slice(name.lastIndexOf('/') + 1));
};
