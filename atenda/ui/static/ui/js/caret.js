// Where one writes in a field, a textarea or a rich text of Trix: what stands before the caret, and putting words there.
export function caretOf(field) {
  const rich = field.editor;
  if (rich) {
    const [, end] = rich.getSelectedRange();
    return {
      before: rich.getDocument().toString().slice(0, end),
      put(text, taken = 0) {
        field.focus();
        rich.setSelectedRange([end - taken, end]);
        rich.insertString(text);
      },
    };
  }
  const end = field.selectionEnd;
  return {
    before: field.value.slice(0, end),
    put(text, taken = 0) {
      field.focus();
      field.setRangeText(text, end - taken, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    },
  };
}
