/** `did you mean "x"?` for the candidate nearest to a misspelt word, or null when none is near. */
export function suggest(word: string, candidates: readonly string[]): string | null {
  const maximumDistance = Math.max(1, Math.floor(word.length / 3));
  let best: { readonly candidate: string; readonly distance: number } | null = null;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    // Of a name of one or two letters another letter leaves too little to be meant.
    const isAlike = distance <= maximumDistance && distance * 2 < Math.max(word.length, candidate.length);
    if (isAlike && (best === null || distance < best.distance)) best = { candidate, distance };
  }
  return best === null ? null : `did you mean "${best.candidate}"?`;
}

/** What there is in place of a name that there is not: the nearest, else all. It ends its sentence. */
export function nearestOrAll(name: string, names: readonly string[]): string {
  const all = names.length === 0 ? "there is none." : `there ${names.length === 1 ? "is" : "are"} ${names.join(", ")}.`;
  return suggest(name, names) ?? all;
}

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours (Damerau 1964). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const distances = [at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (isSame ? 0 : 1)];
      if (isSwap) distances.push(at(beforeLast, j - 2) + 1);
      row.push(Math.min(...distances));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0;
}
