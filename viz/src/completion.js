export const createCompletion = (app) => () => null;
