/** A regular expression that compiles with the flag `v`. */
export const isPattern = (text: string): boolean => {
  try {
    return text.length <= 500 && new RegExp(text, 'u').source !== '';
  } catch {
    return false;
  }
};
