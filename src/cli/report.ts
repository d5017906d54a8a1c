export const command = {
  summary: "",
  usage: "",
  description: "",
  options: {},
  examples: [],
  run: async () => {},
};
