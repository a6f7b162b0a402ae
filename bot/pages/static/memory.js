// What the page remembers on this device: place and type size. A browser that forbids it costs only the memory.
export function remember(name, value) {
  try {
    localStorage.setItem(`mingbai.${name}`, value);
  } catch {
    // private window or storage switched off
  }
}

export function recall(name) {
  try {
    return localStorage.getItem(`mingbai.${name}`) ?? "";
  } catch {
    return "";
  }
}
