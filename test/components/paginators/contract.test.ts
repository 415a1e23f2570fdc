import { paginators } from '../../../engine/components/paginators/registry.ts';
import { paginatorContract } from '../../contracts/paginator.contract.ts';

for (const [name, paginator] of Object.entries(paginators)) paginatorContract(name, paginator);
