import type { Config } from './config.ts';
import type { ContractContext } from './wire/context.ts';
import type { Contract, CreateContract } from './wire/contract.ts';

/** How contracts are loaded, by name. */
export type ContractLoaders = Readonly<Record<string, () => Promise<CreateContract>>>;

/** All contracts, ready to be served, by name. @throws for a port that is given to a contract which does not exist. */
export async function openContracts(
  loaders: ContractLoaders,
  { contractPorts }: Pick<Config, 'contractPorts'>,
  context: ContractContext,
): Promise<ReadonlyMap<string, Contract>> {
  const unknown = Object.keys(contractPorts).find((name) => loaders[name] === undefined);
  if (unknown !== undefined)
    throw new Error(
      `CONTRACT_PORTS names ${unknown}, which is no contract: there are ${Object.keys(loaders).join(', ')}.`,
    );
  const opened = Object.entries(loaders).map(
    async ([name, load]): Promise<[string, Contract]> => [name, (await load())(context)],
  );
  return new Map(await Promise.all(opened));
}
